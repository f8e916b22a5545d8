"""Whatever may come as JSON, from a browser, a file, or a hand that means no good."""

from hypothesis import strategies as st

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**400)  # more than a float holds
    | st.floats()
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def hear_and_show(widget, message, kind):
    """Send a widget a message as it comes, then as one of a known type; it must still show itself."""
    widget._heard(widget, message, [])
    if isinstance(message, dict):
        widget._heard(widget, message | {"type": kind}, [])
    assert widget._repr_mimebundle_()[0]["text/plain"]
