"""The Model Openness Tool: its records, what it computes from them, and where that is odd.

The tool (lfai/model_openness_tool) classifies releases by the Model Openness Framework 1.0
(arXiv 2403.13784) from records that people submit. howopen's own reading of the framework is
``frameworks/mof-1.0.toml``; this package says what the *tool* says.
"""
