"""A question set in; predictions, figures and a report with plots out.

The story: `questions` are read and checked, `answering` asks the pipeline each one and writes
the replies down as they come, `measures` judges them against the labels, `report` draws a page.
"""

from rag.evaluation.answering import Asks, check, run
from rag.evaluation.measures import Figures, measure

__all__ = ["Asks", "Figures", "check", "measure", "run"]
