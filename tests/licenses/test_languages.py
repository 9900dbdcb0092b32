"""Whether the clause reader knows the language of a text; the texts are our own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from howopen.licenses.languages import is_read

READ = [
    "You may use, copy and share the model. You must not sell it, and have to keep this notice.",
    "The weights are provided as is, and any use of them is at your own risk.",
    "您可以使用、复制和修改本模型，但不得将其用于商业用途，并须保留本声明。",
    "Licensed to ACME.",
    "https://code.example/laboratory/nova-models/blob/main/README.md#nova-models-large-instruct-1",
    "",
]
NOT_READ = {
    "Portuguese": "Você pode usar, copiar e modificar os pesos do modelo, desde que não os venda e "
    "mantenha este aviso em todas as cópias que distribuir a terceiros.",
    "Spanish": "Usted puede usar, copiar y modificar los pesos del modelo, siempre que no los "
    "venda y conserve este aviso en todas las copias que entregue a terceros.",
    "French": "Vous pouvez utiliser, copier et modifier les poids du modèle, à condition de ne pas "
    "les vendre et de conserver cet avis dans toutes les copies remises à des tiers.",
    "German": "Sie dürfen die Gewichte nutzen, kopieren und ändern, sofern Sie sie nicht verkaufen "
    "und diesen Hinweis in allen Kopien belassen, die Sie an Dritte weitergeben.",
    "Japanese": "このモデルは研究目的に限り使用、複製および改変することができます。"
    "商用利用は禁止します。",
    "Korean": "이 모델은 연구 목적으로만 사용, 복제 및 수정할 수 있으며 상업적 이용은 "
    "금지됩니다. 이 고지를 모든 사본에 유지해야 하며 제삼자에게 판매할 수 없습니다.",
    "Arabic": "يجوز لك استخدام النموذج ونسخه وتعديله بشرط عدم بيعه والاحتفاظ بهذا الإشعار في جميع "
    "النسخ التي توزعها على الآخرين.",
}


@pytest.mark.parametrize("text", READ)
def test_english_and_chinese_are_read(text: str) -> None:
    assert is_read(text)


@pytest.mark.parametrize("language", NOT_READ)
def test_other_languages_are_not(language: str) -> None:
    assert not is_read(NOT_READ[language])


def test_a_text_in_two_languages_is_read_for_the_one_that_is_known() -> None:
    assert is_read(READ[0] + "\n" + NOT_READ["German"])


@given(st.text())
def test_any_text_gives_an_answer(text: str) -> None:
    assert is_read(text) in (True, False)
