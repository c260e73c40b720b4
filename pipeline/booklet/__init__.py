"""What readers see: French wording, Markdown, figures and tables, notebooks run, the booklet put together."""
