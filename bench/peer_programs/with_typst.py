"""Typst: one compiler for all documents, the fields given as JSON in its inputs."""

import json
from pathlib import Path

import typst
from worker import Draw, Job, Letter, qr_png, run

SOURCE = Path(__file__).resolve().parent / "letter.typ"


def prepare(job: Job) -> Draw:
    """The compiler keeps fonts and parsed source from one document to the next."""
    folders = sorted({str(Path(path).parent) for path in job["fonts"].values()})
    work = Path(job["logo"]).parent
    (work / SOURCE.name).write_bytes(SOURCE.read_bytes())  # it reads the logo beside itself
    compiler = typst.Compiler(
        str(work / SOURCE.name), root=str(work), font_paths=typst.Fonts(include_system_fonts=False, font_paths=folders)
    )
    parts = json.dumps(job["parts"])

    def draw(letters: list[Letter]) -> bytes:
        given = [letter | {"qr": list(qr_png(letter["code"]))} for letter in letters]
        made = compiler.compile(format="pdf", sys_inputs={"parts": parts, "letters": json.dumps(given)})
        return bytes(made)

    return draw


if __name__ == "__main__":
    run("typst", prepare)
