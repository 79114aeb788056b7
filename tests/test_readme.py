"""What the README says is so."""

from dictionary import README, filled


def test_the_data_dictionary_and_the_dials_are_those_of_the_code() -> None:
    text = README.read_text(encoding="utf-8")
    assert text == filled(text), "run: python -m tests.dictionary"
