"""Background work: queued in the bureau's own database, told how far it is, cancelled, taken up again after a restart.

A room declares what can be queued in its `jobs.py` (`declaration.job`), queues it by `services.enqueue` inside the transaction of the
change it belongs to, and tells inside it how far it is (`running.progress`, `running.cancelled`, `running.once`).
"""
