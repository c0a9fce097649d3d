"""Reading the Department for Education's register of schools. Pure: files in, typed rows or a refusal out."""
