from odoo import api, models
from odoo.exceptions import AccessError, LockError, UserError

# Passed by identity in the context: no caller from outside (RPC, import) can forge it.
_TRANSITION = object()


def without_defaults(model, names):
    """Return ``model`` with a context that has no defaults for the fields ``names``."""
    defaults = {f"default_{name}" for name in names}
    if defaults.isdisjoint(model.env.context):
        return model
    context = model.env.context
    left = {name: context[name] for name in context if name not in defaults}
    return model.with_env(model.env(context=left))


def _kept_by_system(model):
    return (
        name
        for name, field in model._fields.items()
        if field.readonly and field.store and not field.compute and not field.related
    )


class ShnorStateMixin(models.AbstractModel):
    """A document whose state changes by explicit transitions only.

    The model has a state field and one table of allowed transitions. Writing the state past the
    table is refused for everybody, the superuser included.
    """

    _name = "shnor.state.mixin"
    _description = "Document with explicit transitions"
    _inherit = "shnor.guarded.mixin"

    # {(from, to): group that may do it, or None: who may is checked by the method that moves}
    _transitions = {}
    _state_field = "state"

    @api.model
    def _system_names(self):
        """Return the fields that a default of the caller's context does not fill.

        The state is reached by transitions, and what the form shows read-only is written by the
        system. A context is chosen by whoever calls: its ``default_state`` would do without either.

        :return: set of str
        """
        return {self._state_field, *_kept_by_system(self)}

    @api.model_create_multi
    def create(self, vals_list):
        return (
            super(ShnorStateMixin, without_defaults(self, self._system_names()))
            .create(vals_list)
            .with_env(self.env)
        )

    def write(self, vals):
        if not self._in_transition():
            self._check_write(vals)
        return super().write(vals)

    def _in_transition(self):
        return self.env.context.get("shnor_transition") is _TRANSITION

    def _check_write(self, vals):
        """Refuse what only a transition may change; models add what their states freeze."""
        name = self._state_field
        if name in vals and any(record[name] != vals[name] for record in self):
            raise UserError(
                self.env._("The state changes by the buttons of the form only, not by editing.")
            )

    def _check_transition(self, target):
        """Lock the rows and check that each may go to ``target``.

        :param str target: state to go to
        :raise LockError: somebody else is changing one of the records at this moment
        :raise UserError: the table has no such transition (with the state in words)
        :raise AccessError: the user's role may not do it
        """
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError:
            raise LockError(
                self.env._("Somebody else is working with this record right now. Try again.")
            )
        self.invalidate_recordset([self._state_field])
        for state, records in self.grouped(self._state_field).items():
            if (state, target) not in self._transitions:
                raise UserError(records[0]._refusal(target))
            group = self._transitions[state, target]
            if group and not self.env.su and not self.env.user.has_group(group):
                raise AccessError(
                    self.env._(
                        "“%(record)s”: this step is for the role “%(role)s”.",
                        record=records[0].display_name,
                        role=self.env.ref(group).sudo().name,
                    )
                )

    def _refusal(self, target):
        """Return why the record cannot go to ``target``, in words."""
        name = self._state_field
        labels = dict(self._fields[name]._description_selection(self.env))
        return self.env._(
            "“%(record)s” is in the state “%(state)s” and cannot become “%(target)s”.",
            record=self.display_name,
            state=labels[self[name]],
            target=labels[target],
        )

    def _move_to(self, target, **values):
        """Write the new state (checked before by ``_check_transition``) and ``values`` with it."""
        self.with_context(shnor_transition=_TRANSITION).write({self._state_field: target, **values})
