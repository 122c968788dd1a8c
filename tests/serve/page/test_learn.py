"""Learn: watched, stopped, gone on with, saved, and drawn on."""

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


def test_two_epochs_are_watched_and_the_network_is_drawn_on(page: Page) -> None:
    page.go("learn")
    page.one("#learn-epochs").send_keys("2")
    page.one("#learn-start").click()
    page.state("finished")
    assert "of 100 test digits misread" in page.one("#learn-said").text
    assert len(page.all("#learn-kernels canvas")) == 6
    assert len(page.all("#learn-loss .line")) == 2
    assert page.all("#learn-misread button")
    page.driver.refresh()
    page.state("finished")
    page.one("#learn-draw").click()
    page.until("return document.querySelector('#network').value === 'tutorial-1'")
    page.draw("#draw-board", "1")
    page.until("return document.querySelector('#draw-answer [data-answer]') !== null")


def test_a_training_is_stopped_gone_on_with_and_saved(page: Page) -> None:
    page.go("learn")
    page.one("#learn-epochs").send_keys("1000")
    page.one("#learn-start").click()
    epoch = (
        "return Number(document.querySelector('#learn-speed').innerText.match(/epoch (\\d+)/)?.[1])"
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
