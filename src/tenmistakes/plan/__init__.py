"""A plan for the learner's own brand, and what is made of it: a page to hand over, and a certificate.

From the saved answers (``state``) and the ten checks of ``plan.yaml`` (``checks``) comes a plan as data
(``plan``); from the plan come HTML (``page``), Markdown (``markdown``), the certificate (``finishing``,
``certificate``, ``picture``) and the files that hold them (``files``). No widget is needed for any of it.
"""
