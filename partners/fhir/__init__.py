"""The ``fhir`` channel: R4 ServiceRequest and Task after Gravity SDOH Clinical Care, both ways."""
