"""The auditor's room (internkontroll): samples of cases, and what is taken out of the system."""
