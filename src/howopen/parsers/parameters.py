"""How many learned values a set of tensors holds. Elements are not parameters.

Floating values count, and quantized values count one by one where they are packed. Integer buffers
(position ids, shapes) do not count, nor does what only serves to unpack: scales, zero points, code
books. See `howopen.parsers.packing` for the quantized layouts of safetensors files. In GGUF files
every element is a parameter; there, add up the elements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from howopen.parsers.packing import is_auxiliary, packed_values, quantization_of
from howopen.parsers.tensor import Tensor

FLOATS = frozenset(
    {"F64", "F32", "F16", "BF16", "C64", "F8_E5M2", "F8_E4M3", "F8_E4M3FNUZ", "F8_E5M2FNUZ"}
    | {"F6_E2M3", "F6_E3M2", "F4"}
)
"""Floating types of safetensors; F8_E8M0 is left out, it only ever holds scales."""

ONNX_FLOATS = frozenset(
    {"FLOAT", "DOUBLE", "FLOAT16", "BFLOAT16", "COMPLEX64", "COMPLEX128", "FLOAT8E4M3FN"}
    | {"FLOAT8E4M3FNUZ", "FLOAT8E5M2", "FLOAT8E5M2FNUZ", "FLOAT6E2M3", "FLOAT6E3M2", "FLOAT4E2M1"}
)
ONNX_UNSCALED = frozenset({"FLOAT", "DOUBLE", "FLOAT16", "BFLOAT16"})
ONNX_QUANTIZED = frozenset({"INT8", "UINT8", "INT4", "UINT4", "INT2", "UINT2"})
ONNX_OTHER = frozenset(
    {"INT16", "UINT16", "INT32", "UINT32", "INT64", "UINT64", "STRING", "FLOAT8E8M0"}
)
_ONNX = ONNX_FLOATS | ONNX_QUANTIZED | ONNX_OTHER


def elements_by_dtype(tensors: Iterable[Tensor]) -> dict[str, int]:
    """Stored elements by dtype, ordered by name."""
    counts: dict[str, int] = defaultdict(int)
    for tensor in tensors:
        counts[tensor.dtype] += tensor.elements
    return dict(sorted(counts.items()))


def count_parameters(
    tensors: Iterable[Tensor], config: Mapping[str, Any] | None = None
) -> int | None:
    """Parameters in the tensors of safetensors files, all shards together, or of an ONNX model.

    Args:
        tensors: All tensors of the set.
        config: The model's config.json, or its ``quantization_config`` alone. Not trusted.

    Returns:
        The number, or None where values are packed in a way that is not known or not said.
    """
    named = {tensor.name: tensor for tensor in tensors}
    quantization = quantization_of(config or {})
    total = 0
    for tensor in named.values():
        if tensor.dtype in _ONNX:
            values: int | None = _onnx_values(tensor, named)
        elif is_auxiliary(tensor, named):
            values = 0
        elif tensor.dtype in FLOATS:
            values = tensor.elements
        else:
            values = packed_values(tensor, named, quantization)
        if values is None:
            return None
        total += values
    return total


def _onnx_values(tensor: Tensor, named: Mapping[str, Tensor]) -> int:
    """Learned values in an initializer of an ONNX model.

    Names are those that onnxruntime gives: for a tensor ``x``, there are ``x_quantized`` (or, with
    two values a byte, ``x_Q4``), ``x_scale`` and ``x_zero_point``. Integers of 8 bits or less count
    where they have two dimensions or more: zero points have fewer. Those of 32 bits count where
    they are a quantized bias; those of 64 are shapes and indices. A floating constant of the
    computation cannot be told from a learned value, and counts.
    """
    for suffix in ("_scale", "_scales", "_zero_point", "_zero_points"):
        if tensor.name.endswith(suffix):
            base = tensor.name.removesuffix(suffix)
            scaled = (named.get(base + end) for end in ("", "_quantized", "_Q4", "_Q8"))
            if any(other and other.dtype not in ONNX_UNSCALED for other in scaled):
                return 0
    if tensor.dtype in ONNX_QUANTIZED and len(tensor.shape) > 1:
        return tensor.elements * (2 if tensor.name.endswith("_Q4") else 1)
    is_bias = tensor.dtype == "INT32" and tensor.name.endswith("_quantized")
    return tensor.elements if is_bias or tensor.dtype in ONNX_FLOATS else 0
