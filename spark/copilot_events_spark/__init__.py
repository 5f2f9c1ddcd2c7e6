"""Validates Segment AI copilot event logs on Apache Spark.

from copilot_events_spark import validate
result = validate(spark, "s3://bucket/segment-logs/")
result.problems.groupBy("rule").count().show()
result.write("report.html")
"""

from .errors import CopilotEventsError
from .job import validate
from .result import Result
from .version import __version__

__all__ = ["CopilotEventsError", "Result", "__version__", "validate"]
