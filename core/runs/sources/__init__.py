"""Where scheduled imports come from: a folder, another machine, a database."""
