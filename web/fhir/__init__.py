"""Our FHIR pages: a body without a server of its own reads its referrals here and updates them."""
