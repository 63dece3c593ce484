import pytest

from appliance.commands.tour.transcript import TourError, Transcript


def test_a_claim_that_holds_is_counted(capsys: pytest.CaptureFixture[str]):
    transcript = Transcript()
    transcript.check("water is wet", holds=True)
    transcript.ends()
    out = capsys.readouterr().out
    assert "✓ water is wet" in out
    assert "All 1 claims held" in out


def test_a_claim_that_does_not_hold_ends_the_tour(
    capsys: pytest.CaptureFixture[str],
):
    with pytest.raises(TourError, match="this does not hold: fire is wet"):
        Transcript().check("fire is wet", holds=False)
    assert "✗ fire is wet" in capsys.readouterr().out


def test_text_of_the_appliance_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]):
    Transcript().shows("[PERSON_ab2c_1] [bold]not markup[/bold]")
    assert "[PERSON_ab2c_1] [bold]not markup[/bold]" in capsys.readouterr().out


def test_a_long_text_is_cut_and_says_so(capsys: pytest.CaptureFixture[str]):
    Transcript().shows("\n".join(str(number) for number in range(20)))
    out = capsys.readouterr().out
    assert "8 more lines" in out
    assert "│ 11" in out
    assert "│ 12" not in out
