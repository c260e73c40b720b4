"""English: what is made in French is translated as it is shown, from reports/en/messages.po."""
