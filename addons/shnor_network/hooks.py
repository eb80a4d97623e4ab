def before_removal(env):
    """Write down what frozen campaigns rest on; Odoo calls this while everything is still there."""
    # in the language of the committee: Odoo removes addons in none
    env["shnor.campaign"].with_env(env["shnor.command"]._command_env())._prepare_removal()
