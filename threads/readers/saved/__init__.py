"""What browsers and crawlers save -> the pages in it, as their readers take them."""
