"""The kernel of a learner's own JupyterLab: IPython's, without the debugger.

The debugger is loaded by every kernel, asked for or not: a quarter of a second and 28 MB, for something no
learner of this course opens. ipykernel goes without it where it is not installed, and so it does here.
"""

import sys


def main() -> None:
    """Start the kernel as ``python -m ipykernel_launcher`` does."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # to `import` it says: not installed
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()


if __name__ == "__main__":
    main()
