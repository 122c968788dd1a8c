"""What the page asks is answered in the file too, unless only the service can."""

import re

from lenet.serve.page_file.written_page import PAGE

OF_THE_SERVICE = {"/api/train/resume", "/api/train/save", "/api/digit/backward"}
"""Asked by what that the file does not have."""


def test_each_question_of_the_page_has_an_answer_in_the_file() -> None:
    asked = set()
    for path in PAGE.glob("*.js"):
        if path.name != "reading.js":  # a view that the file does not have
            asked |= set(re.findall(r'["`](/api/[^"`]*)["`]', path.read_text()))
    asked = {re.sub(r"\$\{[^}]*\}", "NAME", question) for question in asked}
    text = (PAGE / "local" / "answers.js").read_text()
    answers = [re.sub(r"\{\w+\}", "NAME", one) for one in re.findall(r'"\w+ (/api/[^"]*)"', text)]
    answers += re.findall(r'pathname === "(/api/[^"]*)"', text)
    assert len(asked) > 10
    assert asked - set(answers) - OF_THE_SERVICE == set()
