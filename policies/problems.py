"""What is wrong with a policy file, said so that its author can mend it: place, Korean, English."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One fault at one place; ``code`` is stable, the sentences are for people."""

    file: str
    line: int
    column: int
    code: str
    ko: str
    en: str

    def sentence(self, locale: str = "ko") -> str:
        if locale == "en":
            return f"{self.file}, line {self.line}, column {self.column}: {self.en}"
        return f"{self.file} {self.line}행 {self.column}칸: {self.ko}"


class PolicyError(ValueError):
    """Every fault of the files read, never only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(problem.sentence("en") for problem in self.problems))
