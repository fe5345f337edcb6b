"""访问日志: one line for every request of somebody who works here, chained by the worker, read by the auditor."""
