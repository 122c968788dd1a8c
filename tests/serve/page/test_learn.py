"""Learn: watched, stopped, gone on with, saved, and drawn on."""

from pathlib import Path
from typing import Any

from lenet.datasets.where import Where

from .conftest import Page, in_chromium

pytestmark = in_chromium

LATE = """
const own = window.fetch;
window.fetch = async (path, how) => {
  const answer = await own(path, how);
  if (path.endsWith('/stop')) {
    await new Promise((done) => setTimeout(done, 1500));
    setTimeout(() => { window.late = true; });
  }
  return answer;
};
"""
"""The answer to Stop comes after the event that all has stopped."""

TOLD = """
const told = arguments[0].map(
  ([name, data]) => `event: ${name}\\ndata: ${JSON.stringify(data)}\\n\\n`);
window.fetch = async () => new Response(new ReadableStream({
  start: (stream) => stream.enqueue(new TextEncoder().encode(told.join(""))),
}));
"""
"""The service tells these events, and then nothing."""

UNDER_WAY = {
    "state": "training", "sentence": "", "run": "tutorial-1", "network": "tutorial",
    "history": {"loss": [0.5, 0.4]}, "epoch": 3, "epochs": 5, "images": 0, "of": 600,
    "images_per_second": 0, "kernels": [], "errors": 9, "misread": [], "result": None,
}  # fmt: skip
"""A training whose third epoch has begun, as the service tells of it."""


def test_two_epochs_are_watched_and_the_network_is_drawn_on(page: Page) -> None:
    page.go("learn")
    page.one("#learn-epochs").send_keys("2")
    page.one("#learn-start").click()
    page.state("finished")
    assert "of 100 test digits misread" in page.one("#learn-said").text
    assert len(page.all("#learn-kernels canvas")) == 6
    assert len(page.all("#learn-loss .line:not(.running)")) == 2
    assert page.all("#learn-misread button")
    page.driver.refresh()
    page.state("finished")
    page.one("#learn-draw").click()
    page.until("return !document.querySelector('#view-draw').hidden")
    assert page.run("return document.querySelector('#network').value") == "tutorial-1"
    page.draw("#draw-board", "1")
    page.until("return document.querySelector('#draw-answer [data-answer]') !== null")


def test_the_loss_runs_within_the_epoch_and_a_test_loss_below_it_is_explained(page: Page) -> None:
    page.go("learn")
    page.choose("#learn-network", "modern")  # of which the recorded example ends below
    script = "return import('/page/recorded.js').then(({ RECORDED }) => RECORDED)"
    for network, told in page.run(script).items():
        page.choose("#learn-network", network)
        loss, test = told["history"]["loss"][-1], told["history"]["val_loss"][-1]
        assert ("lies below the training loss" in page.text("#learn-why")) == (test < loss)
    events = [["progress", {"images": images, "figures": {"loss": 0.4}}] for images in (150, 300)]
    path = "return document.querySelector('#learn-loss .running')?.getAttribute('d') ?? ''"
    page.go("draw")
    page.run(TOLD, [["state", UNDER_WAY], *events])
    page.go("learn")
    page.until("return document.querySelector('#learn-progress').value === 0.5")
    assert page.run(path) != ""
    page.go("draw")
    page.run(TOLD, [["state", {**UNDER_WAY, "state": "stopped"}]])
    page.go("learn")
    page.state("stopped")
    assert page.run(path) == ""


def test_a_training_is_stopped_gone_on_with_and_saved(page: Page) -> None:
    page.go("learn")
    page.one("#learn-epochs").send_keys("1000")
    page.one("#learn-start").click()
    epoch = (
        "return Number(document.querySelector('#learn-speed').innerText"
        ".match(/epoch (\\d+) of|(\\d+) of/)?.slice(1).find(Boolean))"
    )
    page.until(f"{epoch} >= 3")
    assert not page.one("#learn-start").is_enabled()
    page.driver.refresh()  # which it survives
    page.until(f"{epoch} >= 4")
    page.state("training")
    page.run(LATE)
    page.one("#learn-stop").click()
    page.until("return window.late")
    page.state("stopped")
    page.one("#learn-save").click()
    page.until(
        "return document.querySelector('#learn-said').innerText.includes('test digits misread')"
    )
    page.state("stopped")
    reached = page.run(epoch)
    page.one("#learn-until").send_keys(str(reached + 2))
    page.one("#learn-on").click()
    page.state("finished")
    assert page.run(epoch) == reached + 2
    page.one("#learn-mistakes").click()
    page.until(
        "return document.querySelector('#mistakes-said').innerText.startsWith('of tutorial-1:')"
    )


def test_a_read_only_service_offers_no_training(page: Page, serve) -> None:
    page.move(serve(read_only=True))
    page.open("learn")
    page.state("off")
    for name in ("start", "stop", "on", "save"):
        assert not page.one(f"#learn-{name}").is_enabled()


def test_a_service_that_is_gone_is_told_and_then_found_again(page: Page, serve) -> None:
    client = serve()
    page.move(client)
    page.open("learn")
    page.state("idle")
    client.end()
    page.until("return !document.querySelector('#problem').hidden")
    assert "does not answer" in page.text("#problem")
    serve(port=client.base_url.port)
    page.until("return document.querySelector('#problem').hidden")
    page.driver.get_log("browser")  # Chromium's own word on the silence


def test_the_epoch_under_way_is_counted_once(page: Page) -> None:
    page.run(TOLD, [["state", UNDER_WAY], ["progress", {"images": 300}]])
    page.go("learn")
    page.state("training")
    page.until("return document.querySelector('#learn-progress').value === 0.5")
    assert page.text("#learn-speed").startswith("epoch 3 of 5 · ")
    page.go("draw")
    page.run(TOLD, [["state", {**UNDER_WAY, "state": "stopped"}]])
    page.go("learn")
    page.state("stopped")
    assert page.text("#learn-speed").startswith("2 of 5 epochs finished · ")
    assert "An epoch that was under way is dropped." in page.text("#learn-said")


def test_what_did_not_learn_and_what_failed_say_so(
    page: Page, serve: Any, small: Path, tmp_path: Path
) -> None:
    client = serve(data=Where(str(small)), threads=2)
    page.move(client)
    page.open("learn")
    page.state("idle")
    page.one("#learn-epochs").send_keys("2")
    page.one("#learn-rate").send_keys("100")
    page.one("#learn-start").click()
    page.state("finished")
    assert "It did not learn: " in page.text("#learn-said")
    client.service.trainer.data = Where(str(tmp_path / "none"))
    page.one("#learn-start").click()
    page.state("failed")
    assert page.text("#learn-said").startswith("tutorial: Failed. ")
    assert not page.one("#learn-draw").is_enabled()
    assert page.all("#learn-loss .line") == []


def test_nothing_is_said_to_stay_on_a_machine_that_may_be_another(page: Page) -> None:
    said = page.run("return document.body.textContent")
    assert "this machine" not in said
    assert "the machine that serves this page" in said
