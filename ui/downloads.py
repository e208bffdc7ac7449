"""How a file that was made reaches the person."""

# Run in the browser with the address that a handler wrote into its hidden ticket box; none, and nothing happens.
FETCH = """(address) => {
  if (!address) return;
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}"""
