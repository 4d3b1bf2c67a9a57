"""How the shipped networks are made: from public corpora to ``label/text.npz`` and ``label/html.npz``. Nothing here ships.

    corpus ──▶ render ──▶ cut into blocks ──▶ align with the gold ──▶ examples ──▶ train ──▶ export
                                  silver (pages without gold) ──┘       augment ──┘

``python -m training.prepare CORPUS EXAMPLES`` and ``python -m training.train EXAMPLES MODELS``; see README.md here.
"""
