from math import asin, cos, radians, sin, sqrt

from odoo import models

EARTH_KM = 6371.0
# how near, from the nearest
SETTLEMENT, MUNICIPALITY, REGION, FAR = range(4)


class ShnorSchool(models.Model):
    """How far schools are from each other: by coordinates, else by the tree of territories."""

    _inherit = "shnor.school"

    def _distances(self, others):
        """Return {id of the other school: (rank, km or None, words)}; constant queries.

        ``rank`` is from 0 (the same settlement) to 3 (another region); with coordinates on both
        sides the words tell the distance in a straight line instead.

        :param others: shnor.school
        """
        self.ensure_one()
        # sudo: where schools lie is no secret
        here, others = self.sudo(), others.sudo()
        kinds = here._kinds_of_places(others)
        words = {
            SETTLEMENT: self.env._("the same settlement"),
            MUNICIPALITY: self.env._("the same municipality"),
            REGION: self.env._("the same region"),
            FAR: self.env._("another region"),
        }
        distances = {}
        for other in others:
            rank = here._nearness(other, kinds)
            km = here._kilometres(other)
            told = words[rank] if km is None else self.env._("%s km", f"{km:.0f}")
            distances[other.id] = (rank, km, told)
        return distances

    def _path(self):
        """Return the ids of the territories that the school lies in, from the largest."""
        return [int(one) for one in (self.territory_id.parent_path or "").split("/") if one]

    def _kinds_of_places(self, others):
        """Return {id of a territory: its kind} for all the paths (one query)."""
        ids = {one for school in self | others for one in school._path()}
        places = self.env["shnor.territory"].browse(ids)
        return {place.id: place.kind for place in places}

    def _nearness(self, other, kinds):
        common = [one for one in self._path() if one in other._path()]
        if not common:
            return FAR
        nearest = kinds[common[-1]]
        village, other_village = ((one.locality or "").strip().casefold() for one in (self, other))
        if nearest == "settlement" or (
            nearest == "municipality" and village and village == other_village
        ):
            return SETTLEMENT
        return MUNICIPALITY if nearest == "municipality" else REGION

    def _kilometres(self, other):
        """Return the distance in a straight line, None unless both have coordinates."""
        places = [
            (radians(one.partner_latitude), radians(one.partner_longitude))
            for one in (self, other)
            if one.partner_latitude or one.partner_longitude
        ]
        if len(places) < 2:
            return None
        (lat, lon), (lat2, lon2) = places
        half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
        return 2 * EARTH_KM * asin(sqrt(half))
