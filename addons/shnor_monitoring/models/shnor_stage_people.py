from odoo import models


class ShnorStage(models.Model):
    """Who answers for which school at a stage."""

    _inherit = "shnor.stage"

    def _wanted_responsibilities(self):
        """Return what the order wants: triples (stage, line, participant or none)."""
        nobody = self.env["shnor.participant"]
        participants = {
            (one.campaign_id, one.school_id): one for one in self.campaign_id.participant_ids
        }
        for stage in self:
            for line in stage.responsible_ids:
                schools = line.school_ids
                if not schools:
                    yield stage, line, nobody
                for school in schools:
                    if participant := participants.get((stage.campaign_id, school)):
                        yield stage, line, participant

    def _row_owners(self, participants):
        """Return who answers for which school at these stages, absences considered.

        First who is named for the school, then its curator if the order names the curator for the
        stage, then whoever the order names first for the stage as a whole.

        :param participants: shnor.participant
        :return: dict {(stage id, participant id): user id or None}
        """
        deputies = self.env["shnor.absence"]._deputies()
        participants.school_id.fetch(["curator_id"])
        owners = {}
        for stage in self:
            lines = stage.responsible_ids
            named = {}
            whole = []
            for line in lines:
                user = deputies.get(line.user_id, line.user_id)
                if not line.school_ids and user:
                    whole.append((line.user_id, user))
                for school in line.school_ids:
                    if user:
                        named.setdefault(school.id, user.id)
            users = dict(whole)
            first = whole[0][1].id if whole else None
            for participant in participants:
                if participant.campaign_id != stage.campaign_id:
                    continue
                school = participant.school_id
                curator = users.get(school.curator_id)
                owners[stage.id, participant.id] = (
                    named.get(school.id) or (curator and curator.id) or first
                )
        return owners
