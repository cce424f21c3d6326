"""The language model that SALDO_MODEL_URL names: asked one question over HTTP, believed in nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from core.channels.answers import found, read, shown
from core.channels.base import ChannelDownError
from core.channels.gateway_terms import GatewayTermsError, check_address
from core.channels.http_line import HttpLine, HttpRequest, NoAnswerError
from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from core.settings import Settings

PATH: Final = "/chat/completions"
SECONDS: Final = 45.0
LARGEST: Final = 400_000
_OK: Final = 200


class ModelError(SaldoError):
    """The model cannot be asked, or says nothing that can be used; templates are written without it as before."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "The language model proposes nothing: {why}. Write the text yourself, or try again later.",
            why=Sentence(why),
        )


@dataclass(frozen=True, kw_only=True)
class LanguageModel:
    """Where an OpenAI-compatible model listens, as in https://models.example.org/v1, and what it is called."""

    address: str
    name: str
    key: str = field(default="", repr=False)
    seconds: float = SECONDS

    @property
    def label(self) -> str:
        """Return its name and host, for people."""
        return f"{self.name} ({urlsplit(self.address).netloc})"

    def answer(self, instruction: str, question: str) -> str:
        """Return what the model says to ``question``; raise ``ModelError``."""
        asked = {
            "model": self.name,
            "temperature": 0.3,
            "messages": [{"role": "system", "content": instruction}, {"role": "user", "content": question}],
        }
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "Saldo"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        path = f"{urlsplit(self.address).path.rstrip('/')}{PATH}"
        request = HttpRequest(method="POST", path=path, headers=headers, body=json.dumps(asked).encode())
        line = HttpLine(
            self.address, connect_seconds=min(10.0, self.seconds), answer_seconds=self.seconds, largest=LARGEST
        )
        try:
            line.ready()
            said = line.ask(request)
        except (ChannelDownError, NoAnswerError) as error:
            raise ModelError(shown(f"it does not answer ({error})", (self.key,))) from error
        finally:
            line.close()
        if said.status != _OK or said.is_cut:
            raise ModelError(
                "its answer is too long" if said.is_cut else Sentence("it answers HTTP {status}", status=said.status)
            )
        content = found(read(said.body), "choices.0.message.content")
        if not content:
            raise ModelError("its answer has no text")
        return content


def language_model(settings: Settings) -> LanguageModel | None:
    """Return the model that the environment names; None while none is, which is how Saldo comes.

    Raises ``ModelError`` for an address that would send texts in the open.
    """
    if not settings.model_url or not settings.model_name:
        return None
    try:
        check_address(settings.model_url)
    except GatewayTermsError as error:
        raise ModelError(Sentence("SALDO_MODEL_URL is not usable ({error})", error=str(error))) from error
    key = "" if settings.model_key is None else settings.model_key.get_secret_value()
    return LanguageModel(address=settings.model_url.rstrip("/"), name=settings.model_name, key=key)
