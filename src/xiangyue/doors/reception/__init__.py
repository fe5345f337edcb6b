"""The secretary's reception day: calendar, bookings, queue, promises that come back."""
