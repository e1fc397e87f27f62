"""The sample campus: seeded, with known dirt, with the truth written down, and playing on day by day.

`make_campus` is a pure function of seed, size and day. It knows every row as it truly is (`model.Row`); `dirt` says which rows
are unusable and why, `render` how the usable ones are misspelt in their source. `truth` and `iku_truth` compute from the true
rows alone what a report must say. Everything of a new campus is stamped yesterday or before. A day that is played later happens
when it is played: its rows carry the source's own time, as an application's would, and the campus's today is that date.
"""
