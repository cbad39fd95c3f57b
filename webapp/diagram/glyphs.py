"""The small signs of BPMN, as paths. Each is drawn around (0, 0) and moved where it belongs."""

#: Top left in a step: who or what does it. 18 units wide.
STEP: dict[str, str] = {
    "userTask": "M0-1.5a4 4 0 1 0-.1 0zM-7.5 8c0-5 3-7.5 7.5-7.5S7.5 3 7.5 8z",
    "manualTask": "M-7.5 1.5V-3l5-3.5H6a1.2 1.2 0 0 1 0 2.5H1M1-4h5.7a1.2 1.2 0 0 1 0 2.5H1"
    "m5.5 0a1.2 1.2 0 0 1 0 2.5H1m5 0a1.2 1.2 0 0 1 0 2.5H-5z",
    "scriptTask": "M-3-7.5H6.5C1-3.5 7 2.5 2 7.5H-7c5.5-4-.5-10 4-15ZM-3-3.5h5M-2 0h5M-2.5 3.5h5",
    "serviceTask": "M0-2.8a2.8 2.8 0 1 0 .1 0zM-1.2-7.5h2.4l.5 2 1.9.8 1.8-1.1 1.7 1.7"
    "-1.1 1.8.8 1.9 2 .5v2.4l-2 .5-.8 1.9 1.1 1.8-1.7 1.7-1.8-1.1-1.9.8-.5 2h-2.4l-.5-2"
    "-1.9-.8-1.8 1.1-1.7-1.7 1.1-1.8-.8-1.9-2-.5v-2.4l2-.5.8-1.9-1.1-1.8 1.7-1.7 1.8 1.1"
    " 1.9-.8z",
    "businessRuleTask": "M-8-6.5H8v13H-8zM-8-2.5H8M-8 2H8M-3-2.5v9",
    "sendTask": "M-8-5.5H8v11H-8zM-8-5.5 0 1l8-6.5",
    "receiveTask": "M-8-5.5H8v11H-8zM-8-5.5 0 1l8-6.5",
}
#: Signs that are drawn solid.
SOLID_STEPS = frozenset({"sendTask"})

#: Inside an event of radius 18.
EVENT: dict[str, str] = {
    "timer": "M0-10.5A10.5 10.5 0 1 0 .1-10.5zM0-6V0l4 2.5M0-10.5v2M0 10.5v-2M-10.5 0h2M10.5 0h-2",
    "message": "M-9-6H9V6H-9zM-9-6 0 1 9-6",
    "signal": "M0-9 9 6.5H-9z",
    "error": "M-9 8-4-7 2.5 2 8.5-8 4 7.5-2.5-2z",
    "escalation": "M0-9.5 7 8 0 1-7 8z",
    "compensate": "M-9.5 0-1-6.5v13zM-1 0l8.5-6.5v13z",
    "conditional": "M-7-9H7V9H-7zM-4.5-5h9M-4.5-1.7h9M-4.5 1.7h9M-4.5 5h9",
    "link": "M-9-3.5H1V-8L9.5 0 1 8V3.5H-9z",
    "cancel": "M-8-5.5-5.5-8 0-2.5 5.5-8 8-5.5 2.5 0 8 5.5 5.5 8 0 2.5-5.5 8-8 5.5-2.5 0z",
    "multiple": "M0-9.5 9.5-2.5 6 8.5H-6L-9.5-2.5z",
}
#: Signs that have lines inside, so that they cannot be filled as a whole.
LINED_EVENTS = frozenset({"timer", "conditional"})

#: Inside a gateway of half width 25.
GATEWAY: dict[str, str] = {
    "exclusiveGateway": "M-7.5-9 7.5 9M7.5-9-7.5 9",
    "parallelGateway": "M-12 0H12M0-12V12",
    "inclusiveGateway": "M0-11.5A11.5 11.5 0 1 0 .1-11.5z",
    "complexGateway": "M-12 0H12M0-12V12M-8.5-8.5 8.5 8.5M8.5-8.5-8.5 8.5",
    "eventBasedGateway": "M0-13.5A13.5 13.5 0 1 0 .1-13.5zM0-10.8A10.8 10.8 0 1 0 .1-10.8z"
    "M0-7 6.7-2 4 5.8H-4L-6.7-2z",
}
#: Signs drawn with a thick line.
THICK_GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "complexGateway"})

#: At the foot of a step: how it is repeated, and that there is more inside.
FOOT: dict[str, str] = {
    "parallel": "M-4.5-6V6M0-6V6M4.5-6V6",
    "sequential": "M-6-4.5H6M-6 0H6M-6 4.5H6",
    "standard": "M3.5 4.5A6 6 0 1 0-2 5.7M-2 5.7l-3.5-.7M-2 5.7l.7-3.5",
    "inside": "M-7-7H7V7H-7zM-4 0H4M0-4V4",
    "adhoc": "M-7 1.5C-5-3-2.5-2.5 0 0S5 3 7-1.5",
}
TICK = "M-4.5 .3l3 3 6-6.8"
ALARM = "M0-4.5V.8M0 4.3v.1"
