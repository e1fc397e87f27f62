"""The sample campus: seeded, with known dirt, and with the truth written down."""
