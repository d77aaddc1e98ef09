// The answer is posted at once; without this script the page's button does it.
document.getElementById("form-post").submit();
