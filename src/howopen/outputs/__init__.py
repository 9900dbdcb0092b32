"""An audit for people and for programs: each output is one file and reads nothing but audits."""
