"""Every rule of the lint by name. What a rule says to people stands in `webapp/findings`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.bundles.wordlists import words

#: a bundle with one of these may not be published
ERRORS = words(
    # the files
    """file_too_big file_encoding file_doctype file_too_many file_too_deep file_not_xml
    file_not_bpmn file_no_process file_missing file_name file_not_json file_roles file_many
    file_form file_law
    """
    # what may be drawn
    """unknown_element id_missing id_twice id_not_ascii id_reserved flow_dangling flow_crosses
    complex_gateway event_subprocess ad_hoc transaction standard_loop compensation link_event
    conditional_event cancel_event signal_end several_events event_missing event_kind start_kind
    boundary_host boundary_kind error_uncaught event_gateway_timers event_gateway_target
    message_never signal_never hidden_script
    """
    # how it hangs together
    """start_missing start_many end_missing unreachable no_way_out join_stuck self_loop
    too_large start_incoming end_outgoing boundary_incoming condition_missing default_unknown
    """
    # the steps
    """timer_missing timer_text cycle_too_short timer_too_long cycle_place lane_unknown
    role_unknown nobody priority property_value send_back_unknown form_unknown call_missing
    call_unknown call_cycle call_form_twice operation_missing operation_unknown template_unknown
    script_missing script_line loop_missing loop_both decision_missing decision_unknown
    table_invalid table_rule expression start_form start_moments
    """
    # forms
    """form_not_object form_keyword form_value form_field_name form_type_missing form_type
    form_format form_pattern form_pattern_text form_text_missing form_ref form_ref_cycle
    form_expansion form_nodes form_depth form_unique form_items form_one_of form_choices
    form_choice_twice form_required_unknown form_bounds form_annotation form_extends_group form_if
    """
    # what the law demands
    """law_breach"""
    # what the school's own tests of the flow say
    """ test_failed"""
)

#: a bundle with only these may be published, with the reader warned
WARNINGS = words(
    """data_dropped end_added key_differs process_ignored extension_foreign shape_missing
    message_unheard signal_unheard escalation_unheard error_never default_missing default_condition
    condition_ignored join_may_stick runs_twice busy_loop cycle_interrupting due_missing
    property_unknown start_roles_missing name_missing form_absent form_unused form_title_missing
    table_unused table_idle loop_item_missing start_for_idle
    unknown_name unknown_field read_too_early type_mismatch
    value_unknown prefill_unknown call_start_form call_left nn_unknown nn_missing
    file_nn legal_role_unknown law_waived
    """
)

RULES = ERRORS | WARNINGS


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the lint has to say about a bundle."""

    #: one of RULES
    rule: str
    #: "error" stops publishing, "warning" does not
    severity: str
    #: id of the drawn element, or JSON pointer into a form
    element: str | None
    #: what the sentence needs; `name` is the element's name or id
    params: Mapping[str, Any] = field(default_factory=dict)
    #: the file of the bundle it is about
    source: str = ""


def severity(rule: str) -> str:
    """Says "error" or "warning". Raises KeyError for a rule nobody has declared."""
    if rule not in RULES:
        raise KeyError(rule)
    return "error" if rule in ERRORS else "warning"
