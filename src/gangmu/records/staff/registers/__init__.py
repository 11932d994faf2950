"""What people list of staff."""

from gangmu.records.staff.registers import establishments, members, second_posts

__all__ = ["establishments", "members", "second_posts"]
