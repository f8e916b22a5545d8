"""Notes for whoever teaches: minutes, ideas to listen for, questions to argue about, rubrics.

All of it is made from what the lessons and exercises are made of, so that it cannot fall behind them.
"""
