"""Internal alerts to staff: reminders of clocks, waiting approvals; each with a record of delivery."""
