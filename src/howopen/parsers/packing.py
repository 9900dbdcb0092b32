"""How safetensors files hold quantized values, by the layouts that their writers document.

* GPTQ, AWQ: a ``qweight`` has 32/bits values an element; bits from the sizes of its ``qzeros`` and
  ``scales``, which agree with the file even where the configuration does not.
* compressed-tensors: ``weight_packed``; in I32 by ``num_bits`` of the configuration, in U8 two FP4.
* OCP MX and NVFP4: a U8 or I8 weight whose scale has 8 bits too holds two FP4 an element; gpt-oss
  calls these ``_blocks`` and ``_scales``.
* bitsandbytes: a weight with a ``quant_state`` holds two values an element, one with ``SCB`` one.
* MLX: a U32 weight beside ``scales`` has 32/bits values an element, by the configuration.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from howopen.parsers.tensor import Tensor

_BYTES = frozenset({"U8", "I8"})
_SCALE_8 = frozenset({"U8", "F8_E4M3", "F8_E8M0"})
"""Types of the scales of FP4 blocks; other formats scale with 16 or 32 bits."""

_SCALES = ("_scale", "_scale_inv", ".scale", ".SCB")
"""What is added to the name of a weight to name its scale."""

_AUXILIARY = frozenset(
    {"weight_scale", "weight_scale_inv", "weight_scale_2", "weight_global_scale", "weight_shape"}
    | {"weight_zero_point", "weight_g_idx", "input_scale", "input_global_scale", "input_zero_point"}
    | {"output_scale", "k_scale", "v_scale", "zero_point", "qzeros", "g_idx", "SCB"}
    | {"weight_format", "absmax", "quant_map", "nested_absmax", "nested_quant_map"}
)
"""Last parts of names of what only serves to unpack. A ``scale`` by itself can be learned."""

_BUFFER_TYPES = frozenset({"BOOL", "I64", "U64"})
"""Integers that no layout packs values into."""

_SMALL = 65_536
"""Elements up to which an integer matrix is taken for a buffer, such as position ids."""


def quantization_of(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a config.json says about quantization; nothing if it is that of a plain model.

    Args:
        config: The config.json, or the ``quantization_config`` in it.
    """
    text = config.get("text_config")
    for place in (config, text if isinstance(text, dict) else {}):
        if "quant_method" in place:
            return place
        for key in ("quantization_config", "quantization"):  # the second is that of MLX
            if isinstance(found := place.get(key), dict):
                return found
    return {}


def is_auxiliary(tensor: Tensor, named: Mapping[str, Tensor]) -> bool:
    """Whether `tensor`, one of `named`, only serves to unpack another."""
    stem, _, last = tensor.name.rpartition(".")
    if last in _AUXILIARY or tensor.dtype == "F8_E8M0" or last.startswith("bitsandbytes__"):
        return True
    if last in ("scales", "biases"):  # beside a packed weight of GPTQ and AWQ, or of MLX
        weight = named.get(f"{stem}.weight")
        return f"{stem}.qweight" in named or (weight is not None and weight.dtype == "U32")
    for suffix in _SCALES:
        if tensor.name.endswith(suffix):
            base = tensor.name.removesuffix(suffix)
            scaled = named.get(base) or named.get(f"{base}.weight")
            return scaled is not None and (scaled.dtype in _BYTES or scaled.dtype.startswith("F8"))
    return tensor.name.endswith("_scales") and f"{tensor.name[:-7]}_blocks" in named


def packed_values(
    tensor: Tensor, named: Mapping[str, Tensor], quantization: Mapping[str, Any]
) -> int | None:
    """Learned values in an integer tensor.

    Args:
        tensor: One that is not auxiliary.
        named: All tensors of the set, by name.
        quantization: As `quantization_of` gives it.

    Returns:
        The number, 0 for a buffer, or None where it cannot be told.
    """
    stem, _, last = tensor.name.rpartition(".")
    container = 8 if tensor.dtype in _BYTES else 32
    if last == "qweight":
        bits = _gptq_bits(stem, named) or _bits(quantization)
        return _times(tensor, container, bits)
    if last == "weight_packed":
        bits = 4 if tensor.dtype in _BYTES else _compressed_bits(quantization)
        return _times(tensor, container, bits)
    if tensor.dtype == "U32" and last == "weight" and f"{stem}.scales" in named:
        own = quantization.get(stem)  # layers can differ from the rest
        return _times(tensor, container, _bits(own if isinstance(own, dict) else quantization))
    if tensor.dtype in _BYTES and (in_byte := _values_in_byte(tensor.name, named)):
        return in_byte * tensor.elements
    is_buffer = tensor.dtype in _BUFFER_TYPES or len(tensor.shape) < 2 or tensor.elements <= _SMALL
    return 0 if is_buffer or not quantization else None


def _values_in_byte(name: str, named: Mapping[str, Tensor]) -> int:
    """Values in a byte of the weight called `name`; 0 if nothing is there to unpack it with."""
    if name.endswith("_blocks") and f"{name[:-7]}_scales" in named:
        return 2
    if any(f"{name}.quant_state.bitsandbytes__{kind}" in named for kind in ("nf4", "fp4")):
        return 2
    module = name.removesuffix("weight")
    scales = [name + suffix for suffix in _SCALES] + [module + "scale", module + "SCB"]
    found = next((named[scale] for scale in scales if scale in named), None)
    if found is None:
        return 0
    return 2 if found.dtype in _SCALE_8 else 1


def _gptq_bits(stem: str, named: Mapping[str, Tensor]) -> int | None:
    """Bits of a value of GPTQ or AWQ: there are as many zero points as scales, packed as well."""
    zeros, scales = named.get(f"{stem}.qzeros"), named.get(f"{stem}.scales")
    if not zeros or not scales or not scales.elements:
        return None
    bits, rest = divmod(32 * zeros.elements, scales.elements)
    return bits if not rest and 1 <= bits <= 8 else None


def _compressed_bits(quantization: Mapping[str, Any]) -> int | None:
    """Bits of a packed value of compressed-tensors, where all groups agree."""
    groups = quantization.get("config_groups")
    weights = [
        group["weights"]
        for group in (groups.values() if isinstance(groups, dict) else ())
        if isinstance(group, dict) and isinstance(group.get("weights"), dict)
    ]
    found = {_bits(item, "num_bits") for item in weights}
    return found.pop() if len(found) == 1 else None


def _bits(said: Mapping[str, Any], key: str = "bits") -> int | None:
    """The bits of a value that a configuration says, if they are possible."""
    bits = said.get(key)
    return bits if type(bits) is int and 1 <= bits <= 8 else None


def _times(tensor: Tensor, container: int, bits: int | None) -> int | None:
    """Values in a tensor whose elements have `container` bits."""
    return None if bits is None else tensor.elements * container // bits
