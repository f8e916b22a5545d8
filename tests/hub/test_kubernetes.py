"""The files for Kubernetes name what is there. No cluster is started: their README says so."""

import yaml

from tenmistakes import cli, content, workspace

DEPLOY = content.home() / "deploy" / "kubernetes"


def test_the_values_start_a_learners_server_on_the_start_page():
    learner = yaml.safe_load((DEPLOY / "values.yaml").read_text(encoding="utf-8"))["singleuser"]
    tool, *words = learner["cmd"]
    assert tool == "tenmistakes"
    assert cli._parser().parse_args(words).run is cli._hub
    assert learner["defaultUrl"] == f"/lab/tree/{workspace.START}"


def test_the_image_takes_what_is_there_and_no_solution():
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [word for line in lines if line.startswith("COPY") for word in line.split()[1:-1]]
    assert {"requirements.lock", "src", "course", "lessons", "exercises"} <= set(copied)
    assert "solutions" not in copied
    assert all((content.home() / name).exists() for name in copied)
