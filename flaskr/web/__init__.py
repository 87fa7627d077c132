"""Band 3: what any page needs, without knowledge of the product."""
