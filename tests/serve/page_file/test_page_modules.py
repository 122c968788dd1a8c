"""The page's modules in an order, and what an import may be."""

from pathlib import Path

import pytest

from lenet.errors import DataError
from lenet.serve.page_file.page_modules import page_modules


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = folder / f"{name.replace('__', '/')}.js"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return folder


def test_each_module_stands_behind_those_that_it_imports(tmp_path: Path) -> None:
    write(
        tmp_path,
        main='import { a } from "./first.js";\nimport "./local/second.js";\nstart(a);\n',
        first='import {\n  b,\n  c,\n} from "./third.js";\nexport let a = b;\n',
        local__second='const later = () => import("../third.js");\n'
        'const place = new URL("./fourth.js", import.meta.url);\n',
        local__fourth="export const d = 1;\n",
        third="export const [b, c] = [1, 2];\n",
    )
    found = page_modules(tmp_path, "main.js")
    order = [one.name for one in found]
    assert sorted(order) == [
        "first.js",
        "local/fourth.js",
        "local/second.js",
        "main.js",
        "third.js",
    ]
    for one in found:
        assert all(order.index(name) < order.index(one.name) for name in one.needs)
    texts = {one.name: one.text for one in found}
    assert texts["main.js"].startswith('import { a } from "lenet:first.js";')
    assert '} from "lenet:third.js";' in texts["first.js"]
    assert 'import("lenet:third.js")' in texts["local/second.js"]
    assert 'new URL("lenet:local/fourth.js", import.meta.url)' in texts["local/second.js"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('import x from "https://example.org/x.js";', "found https://example.org/x.js in main.js"),
        ('import x from "lodash";', "found lodash in main.js"),
        ('import x from "../outside.js";', "found ../outside.js in main.js"),
        ('import x from "./missing.js";', "missing.js cannot be read: No such file"),
        ('import x from "./main.js";', "no circle of imports"),
        ("import(`./${name}.js`);", "imports of modules by their names alone in main.js"),
        ("import x from './x.js';", "imports of modules by their names alone in main.js"),
        ("fetch(import.meta.url);", "imports of modules by their names alone in main.js"),
        ('const mark = "lenet:x";', "expected no lenet: in the page's module main.js"),
    ],
)
def test_an_import_that_cannot_be_in_a_file_is_refused(
    tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(DataError, match=None) as raised:
        page_modules(write(tmp_path, main=f"{text}\n"), "main.js")
    assert sentence in str(raised.value)
