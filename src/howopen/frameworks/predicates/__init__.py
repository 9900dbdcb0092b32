"""The predicates that rules may call, one file for each thing they ask about."""
