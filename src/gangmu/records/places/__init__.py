"""Where people live: villages, communities and housing estates, the roads between them, births and moves by year."""
