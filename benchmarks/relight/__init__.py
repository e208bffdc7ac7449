"""What the relighting tables measure on: folders of pairs, and pictures made for the purpose."""
