"""Three rates and composite per period, unit, village, category, cohort; ranks with ties; replay; what-if."""
