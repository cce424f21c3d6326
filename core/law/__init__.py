"""The law: dated tables with their sources, and what follows from them for terms, costs, interest, days and wording."""
