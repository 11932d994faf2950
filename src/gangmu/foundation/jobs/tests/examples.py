"""Examples for the walk over every address: a job of each county."""

from typing import Any

from tests.cast import Cast

from gangmu.foundation.jobs.models import Job, JobPulse


def examples(cast: Cast) -> dict[str, dict[str, Any]]:
    """Return a job of the own and of the foreign school."""
    made = []
    for county in (cast.own, cast.foreign):
        job = Job._base_manager.create(organisation=county.school, name="jobs.example", title="导入")
        JobPulse.objects.create(job=job)
        made.append({"pk": job.pk})
    told = {"own": made[0], "foreign": made[1], "units": ("school",)}
    return {f"jobs:{name}": told for name in ("job", "cancel", "repeat")}
