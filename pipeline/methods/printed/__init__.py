"""Figures that documents print: what they can mean, whether they agree, what an audit says of them."""
